/**
 * `npm run build:api`: the control plane for containers, `api/dist/main.js` and a few chunks beside it. A laptop runs the
 * TypeScript as it is; a bundle starts sooner and holds about 80 MB less: nothing is compiled, and unused code is left out.
 * It reads the files beside it (migrations, the built console) where they are in the repository.
 */
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { build, type Plugin } from 'vite';

const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
const root = join(import.meta.dirname, '..');
const outDir = join(root, 'api/dist');

/** Has binaries of its own for each kind of machine. */
const NATIVE = ['@node-rs/argon2'];
/** Faster code that `pg` would use if it were there. */
const OPTIONAL = ['pg-native'];

/** Each module goes on finding its files from its own folder. */
const ownFolders: Plugin = {
  name: 'own-folders',
  transform(code, id) {
    if (!code.includes('import.meta.dirname')) return;
    const path = relative(outDir, join(id, '..'));
    return { code: code.replaceAll('import.meta.dirname', `(import.meta.dirname + ${JSON.stringify(`/${path}`)})`), map: null };
  },
};

/** V8 keeps the text of a program, and one character beyond Latin-1 makes it twice as large. */
const narrow: Plugin = {
  name: 'narrow',
  generateBundle(_, files) {
    for (const file of Object.values(files)) {
      if (file.type === 'chunk')
        file.code = file.code.replaceAll(/[\u0100-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
    }
  },
};

if (values.help) console.log('usage: npm run build:api\nBundles the control plane into api/dist/main.js.');
else
  await build({
    configFile: false,
    publicDir: false,
    root,
    logLevel: 'warn',
    plugins: [ownFolders, narrow],
    ssr: { noExternal: true, external: [...NATIVE, ...OPTIONAL] },
    build: {
      ssr: true,
      outDir,
      target: 'node24',
      rolldownOptions: {
        // the API, and the two small programs that its image holds beside it
        input: { main: 'api/main.ts', 'make-secret': 'api/make-secret.ts', 'health-check': 'api/health-check.ts' },
        // of its thousand models none is used; it does not say that they do nothing by being loaded
        treeshake: { moduleSideEffects: (id: string) => !id.includes('/@kubernetes/client-node/') },
        checks: { eval: false }, // of a package, to name a function
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: '[name]-[hash].js', // beside the program, where own folders are looked for
          minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } }, // names stay, for stack traces
        },
      },
    },
  });
