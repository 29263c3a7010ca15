/**
 * Writes web-components/dist/index.d.ts: the types of all elements in one file that needs no other package. The elements come
 * from custom-elements.json; the types they name are written out as TypeScript understands them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import ts from 'typescript';

interface Member {
  readonly kind: string;
  readonly name: string;
  readonly description?: string;
  readonly type?: { readonly text: string };
  readonly return?: { readonly type: { readonly text: string } };
}

interface Element {
  readonly name: string;
  readonly tagName: string;
  readonly description: string;
  readonly members: readonly Member[];
}

/** Where the types that elements name are declared. */
const NAMED = {
  DatabaseView: 'platform/wire.ts',
  DatabaseRef: 'platform/events.ts',
  ListFilter: 'platform/events.ts',
  PgEvents: 'platform/events.ts',
  GetToken: 'platform/client.ts',
  Routing: 'pg-console/navigation.ts',
} as const;

const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
const root = join(dirname(dirname(fileURLToPath(import.meta.url))), 'web-components');
if (values.help) console.log('usage: node scripts/element-types.ts\nWrites web-components/dist/index.d.ts, for the published package.');
else writeFileSync(join(root, 'dist/index.d.ts'), declarations());

function declarations(): string {
  const elements = readElements();
  return [
    ...namedTypes(),
    '/** Chooses the language of all elements of the page by a tag such as `de-AT`; what is not German is English. */\nexport declare function setLanguage(tag: string): Promise<void>;',
    ...elements.map(classOf),
    'declare global {',
    `  interface HTMLElementTagNameMap {\n${elements.map(({ tagName, name }) => `    '${tagName}': ${name};`).join('\n')}\n  }`,
    "  interface HTMLElementEventMap {\n    'pg-logged-in': CustomEvent<PgEvents['pg-logged-in']>;\n    'pg-open': CustomEvent<PgEvents['pg-open']>;\n    'pg-new': CustomEvent<PgEvents['pg-new']>;\n    'pg-filter': CustomEvent<PgEvents['pg-filter']>;\n    'pg-created': CustomEvent<PgEvents['pg-created']>;\n    'pg-close': CustomEvent<PgEvents['pg-close']>;\n  }\n}",
    '',
  ].join('\n');
}

function readElements(): readonly Element[] {
  const { modules } = JSON.parse(readFileSync(join(root, 'custom-elements.json'), 'utf8')) as {
    modules: readonly { declarations: readonly Element[] }[]; // as element-manifest.ts has written it
  };
  return modules.flatMap(({ declarations }) => declarations);
}

function classOf({ name, description, members }: Element): string {
  const lines = members.map((member) => {
    const said = member.description ? `  /** ${member.description.replaceAll(/\s+/g, ' ')} */\n` : '';
    if (member.kind === 'method') return `${said}  ${member.name}(): ${member.return?.type.text ?? 'void'};`;
    return `${said}  ${member.name}: ${member.type?.text ?? 'unknown'};`;
  });
  return `/** ${description.replaceAll(/\s+/g, ' ')} */\nexport declare class ${name} extends HTMLElement {\n${lines.join('\n')}\n}`;
}

/** Each named type with everything it is made of written out. */
function namedTypes(): string[] {
  const files = Object.values(NAMED).map((file) => join(root, 'src', file));
  const { options } =
    ts.getParsedCommandLineOfConfigFile(join(root, 'tsconfig.json'), {}, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail }) ??
    fail();
  const program = ts.createProgram(files, options);
  const checker = program.getTypeChecker();
  const flags = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;
  return Object.entries(NAMED).map(([name, file]) => {
    const source = program.getSourceFile(join(root, 'src', file)) ?? fail();
    const moduleSymbol = checker.getSymbolAtLocation(source) ?? fail();
    const exported = checker.getExportsOfModule(moduleSymbol).find((symbol) => symbol.name === name) ?? fail();
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const declaration = symbol.declarations?.[0];
    // An interface is taken as it is written; it names only others of this list.
    if (declaration && ts.isInterfaceDeclaration(declaration)) return declaration.getText();
    return `export type ${name} = ${checker.typeToString(checker.getDeclaredTypeOfSymbol(symbol), undefined, flags)};`;
  });
}

function fail(): never {
  throw new Error('A type of the elements was not found. Run "npm run check" to see why.');
}
