import { LANGUAGES } from '../../../domain/extensions.ts';
import type { DatabaseContext } from '../context.ts';
import { hasLibrary, STATISTICS, TENANT } from '../instance-settings.ts';
import type { Session } from '../postgres/session.ts';

/**
 * What the tenant's database has from the platform: a guard over languages, and statistics of statements. Done once in
 * each run of the platform, so that databases of earlier versions get it as well. Repeating it changes nothing.
 */
export async function prepare(context: DatabaseContext, signal: AbortSignal): Promise<void> {
  const session = await context.instance(context.record.primary).connect(signal, TENANT).catch(undefinedIfClosed);
  context.prepared = true;
  if (!session) return;
  try {
    await guardLanguages(session);
    if (hasLibrary(context.binaries, STATISTICS)) await provideStatistics(context, session);
  } catch (error) {
    context.prepared = false;
    throw error;
  } finally {
    await session.end();
  }
}

/** SQLSTATE: it is not there; it takes no connections; a library that it asks for is missing. The status tells, and a reset of the credentials ends it. */
const CLOSED = ['3D000', '55000', '58P01'];

function undefinedIfClosed(error: Error & { code?: string }): undefined {
  if (!CLOSED.includes(error.code ?? '')) throw error;
}

const GUARD = 'postgres_paas_languages';

/** As a member of plpgsql, which every database has from the start, it is in no dump that the tenant makes. */
const ADD_GUARD = [
  `CREATE FUNCTION pg_catalog.${GUARD}() RETURNS event_trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$ BEGIN END $$`,
  `CREATE EVENT TRIGGER ${GUARD} ON ddl_command_end WHEN TAG IN ('CREATE EXTENSION', 'CREATE LANGUAGE') EXECUTE FUNCTION pg_catalog.${GUARD}()`,
  `ALTER EVENT TRIGGER ${GUARD} ENABLE ALWAYS`,
  `ALTER EXTENSION plpgsql ADD FUNCTION pg_catalog.${GUARD}()`,
  `ALTER EXTENSION plpgsql ADD EVENT TRIGGER ${GUARD}`,
];

const OFFERED = LANGUAGES.map((name) => `'${name}'`).join(', ');

/** Undoes the creation of any other language, also as part of an extension. Only a superuser can take the trigger away. */
const GUARD_BODY = `
CREATE OR REPLACE FUNCTION pg_catalog.${GUARD}() RETURNS event_trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE made text;
BEGIN
  SELECT object_identity INTO made FROM pg_event_trigger_ddl_commands()
  WHERE object_type = 'language' AND object_identity NOT IN (${OFFERED}) LIMIT 1;
  IF made IS NOT NULL THEN
    RAISE insufficient_privilege USING MESSAGE = format('the language %s is not on offer here', made),
      HINT = 'Functions can be written in SQL and in: ${LANGUAGES.join(', ')}.';
  END IF;
END $$`;

async function guardLanguages(session: Session): Promise<void> {
  const { rowCount } = await session.query('SELECT FROM pg_event_trigger WHERE evtname = $1', [GUARD]);
  const statements = [...(rowCount === 0 ? ADD_GUARD : []), GUARD_BODY];
  await session.query(['BEGIN', ...statements, 'COMMIT'].join(';\n'));
}

/** A tenant of an earlier version may have something of that name: then it stays, and there are no statistics. */
async function provideStatistics({ site, record }: DatabaseContext, session: Session): Promise<void> {
  await session.query(`CREATE EXTENSION IF NOT EXISTS ${STATISTICS} SCHEMA public`).catch((error: Error) => {
    site.log.warn({ database: record.name, error: error.message }, 'the statistics of statements could not be provided');
  });
}
