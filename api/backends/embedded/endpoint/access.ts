import { type Fatal, parameterOf, type Startup } from './protocol.ts';

/** Who may come in through the endpoint, as pg_hba.conf would say it. */
export interface Access {
  readonly user: string;
  readonly database: string;
}

const CLIENT = 'host "127.0.0.1"';
/** What PostgreSQL's parse_bool takes for "off", abbreviated or not. */
const OFF = /^(f(a(l(se?)?)?)?|no?|of(f)?|0)$/i;

/** Why this session is refused, in PostgreSQL's own words; undefined when it may go on to a server. */
export function refusalOf(startup: Startup, { access, encrypted }: { access: Access; encrypted: boolean }): Fatal | undefined {
  const user = parameterOf(startup, 'user') ?? '';
  const database = parameterOf(startup, 'database') || user;
  const how = encrypted ? 'SSL encryption' : 'no encryption';
  if (user === '') return { code: '28000', message: 'no PostgreSQL user name specified in startup packet' };
  if (startup.parameters.some(([name, value]) => name === 'replication' && !OFF.test(value)))
    return { code: '28000', message: `no pg_hba.conf entry for replication connection from ${CLIENT}, user "${user}", ${how}` };
  if (!encrypted || user !== access.user || database !== access.database)
    return { code: '28000', message: `no pg_hba.conf entry for ${CLIENT}, user "${user}", database "${database}", ${how}` };
  return undefined;
}
