/**
 * The extensions of PostgreSQL's own distribution, as far as a tenant is concerned: which they can create, and why not the
 * others. Versions are those that `CREATE EXTENSION` installs; a test compares them with real servers.
 */
export interface Extension {
  readonly name: string;
  readonly version: string;
  /** One line: what it is for. */
  readonly description: string;
  /** A tenant can create it, or it is there from the start. */
  readonly available: boolean;
  /** Why a tenant cannot create it. */
  readonly reason?: string;
}

/** Procedural languages on offer; no other can be created, whatever the server has installed. */
export const LANGUAGES: readonly string[] = ['plpgsql'];

/** There from the start, made by the platform. */
export const PROVIDED_EXTENSIONS: readonly string[] = ['plpgsql', 'pg_stat_statements'];

interface Entry {
  readonly description: string;
  /** Of every major, or of the first majors that have it, with changes by the major that brought them; null: it is no more. */
  readonly versions: Readonly<Record<number, string | null>>;
  readonly reason?: string;
}

const FIRST_MAJOR = 15;

const superuser = (why: string) => `Only a superuser may create it: ${why}.`;
const FILES = superuser('it reads files of the server');
const NETWORK = superuser('it opens connections from the server to others');
const INTERNALS = superuser('it shows pages and memory of the server past all privileges');
const REPAIRS = superuser('it changes pages of tables past all checks, and can destroy them');
const UNCHECKED = superuser('PostgreSQL does not mark it as trusted');
const UNTRUSTED_LANGUAGE = superuser('code in this language does whatever the account of the server may do');
const ENDLESS_LANGUAGE =
  'This language is not on offer: neither a time-out nor a cancel nor the end of the session interrupts a loop in it. Use PL/pgSQL.';
const OF_LANGUAGE = 'It belongs to a language that is not on offer.';

const since = (major: number, version: string, later: Readonly<Record<number, string | null>> = {}) => ({ [major]: version, ...later });
const always = (version: string, later?: Readonly<Record<number, string | null>>) => since(FIRST_MAJOR, version, later);

const ENTRIES: Readonly<Record<string, Entry>> = {
  adminpack: { description: 'Writing files of the server.', versions: always('2.1', { 17: null }), reason: FILES },
  amcheck: { description: 'Checks tables and indexes for damage.', versions: always('1.3', { 17: '1.4', 18: '1.5' }), reason: INTERNALS },
  autoinc: { description: 'Trigger that numbers rows; identity columns replace it.', versions: always('1.0'), reason: UNCHECKED },
  bloom: { description: 'Index for equality over many columns.', versions: always('1.0'), reason: UNCHECKED },
  bool_plperl: { description: 'Booleans in PL/Perl.', versions: always('1.0'), reason: OF_LANGUAGE },
  bool_plperlu: { description: 'Booleans in PL/PerlU.', versions: always('1.0'), reason: OF_LANGUAGE },
  btree_gin: { description: 'Scalar columns in GIN indexes.', versions: always('1.3') },
  btree_gist: { description: 'Scalar columns in GiST indexes and exclusion constraints.', versions: always('1.7', { 18: '1.8' }) },
  citext: { description: 'Text that compares without upper and lower case.', versions: always('1.6', { 18: '1.8' }) },
  cube: { description: 'Points and boxes in many dimensions.', versions: always('1.5') },
  dblink: { description: 'Queries on another PostgreSQL.', versions: always('1.2'), reason: NETWORK },
  dict_int: { description: 'Text search: how numbers are indexed.', versions: always('1.0') },
  dict_xsyn: { description: 'Text search: synonyms from a file.', versions: always('1.0'), reason: FILES },
  earthdistance: { description: 'Distances on the globe.', versions: always('1.1', { 16: '1.2' }), reason: UNCHECKED },
  file_fdw: { description: 'Files of the server as tables.', versions: always('1.0'), reason: FILES },
  fuzzystrmatch: { description: 'Soundex, Levenshtein and other likeness of words.', versions: always('1.1', { 16: '1.2' }) },
  hstore: { description: 'Keys and values in one column.', versions: always('1.8') },
  hstore_plperl: { description: 'hstore in PL/Perl.', versions: always('1.0'), reason: OF_LANGUAGE },
  hstore_plperlu: { description: 'hstore in PL/PerlU.', versions: always('1.0'), reason: OF_LANGUAGE },
  hstore_plpython3u: { description: 'hstore in PL/Python.', versions: always('1.0'), reason: OF_LANGUAGE },
  insert_username: { description: 'Trigger that notes who changed a row.', versions: always('1.0'), reason: UNCHECKED },
  intagg: { description: 'Arrays from integers; array_agg replaces it.', versions: always('1.1'), reason: UNCHECKED },
  intarray: { description: 'Operators and indexes for arrays of integers.', versions: always('1.5') },
  isn: { description: 'ISBN, ISSN, EAN and the like as types.', versions: always('1.2', { 18: '1.3' }) },
  jsonb_plperl: { description: 'jsonb in PL/Perl.', versions: always('1.0'), reason: OF_LANGUAGE },
  jsonb_plperlu: { description: 'jsonb in PL/PerlU.', versions: always('1.0'), reason: OF_LANGUAGE },
  jsonb_plpython3u: { description: 'jsonb in PL/Python.', versions: always('1.0'), reason: OF_LANGUAGE },
  lo: { description: 'Removes large objects with the rows that name them.', versions: always('1.1', { 18: '1.2' }) },
  ltree: { description: 'Labels in trees, such as a.b.c.', versions: always('1.2', { 17: '1.3' }) },
  ltree_plpython3u: { description: 'ltree in PL/Python.', versions: always('1.0'), reason: OF_LANGUAGE },
  moddatetime: { description: 'Trigger that notes when a row was changed.', versions: always('1.0'), reason: UNCHECKED },
  old_snapshot: { description: 'Looks at the age of snapshots.', versions: always('1.0', { 17: null }), reason: INTERNALS },
  pageinspect: { description: 'Bytes of pages.', versions: always('1.11', { 16: '1.12', 18: '1.13' }), reason: INTERNALS },
  pg_buffercache: {
    description: 'What is in the shared buffers.',
    versions: always('1.3', { 16: '1.4', 17: '1.5', 18: '1.6' }),
    reason: INTERNALS,
  },
  pg_freespacemap: { description: 'Free space of tables.', versions: always('1.2', { 18: '1.3' }), reason: INTERNALS },
  pg_logicalinspect: { description: 'Files of logical decoding.', versions: since(18, '1.0'), reason: INTERNALS },
  pg_prewarm: { description: 'Loads tables into memory.', versions: always('1.2'), reason: UNCHECKED },
  pg_stat_statements: {
    description: 'Figures of every kind of statement; there from the start.',
    versions: always('1.10', { 17: '1.11', 18: '1.12' }),
  },
  pg_surgery: { description: 'Forces rows of damaged tables.', versions: always('1.0'), reason: REPAIRS },
  pg_trgm: { description: 'Likeness of texts, and indexes for LIKE and regular expressions.', versions: always('1.6') },
  pg_visibility: { description: 'The visibility map of tables.', versions: always('1.2'), reason: INTERNALS },
  pg_walinspect: { description: 'Records of the write-ahead log.', versions: always('1.0', { 16: '1.1' }), reason: INTERNALS },
  pgcrypto: { description: 'Hashes, encryption and random bytes.', versions: always('1.3', { 18: '1.4' }) },
  pgrowlocks: { description: 'Who locks which row.', versions: always('1.2'), reason: INTERNALS },
  pgstattuple: { description: 'Dead rows and free space of a table.', versions: always('1.5'), reason: INTERNALS },
  plperl: { description: 'Functions in Perl.', versions: always('1.0'), reason: ENDLESS_LANGUAGE },
  plperlu: { description: 'Functions in Perl with all rights.', versions: always('1.0'), reason: UNTRUSTED_LANGUAGE },
  plpgsql: { description: 'Functions in PL/pgSQL; there from the start.', versions: always('1.0') },
  plpython3u: { description: 'Functions in Python.', versions: always('1.0'), reason: UNTRUSTED_LANGUAGE },
  pltcl: { description: 'Functions in Tcl.', versions: always('1.0'), reason: ENDLESS_LANGUAGE },
  pltclu: { description: 'Functions in Tcl with all rights.', versions: always('1.0'), reason: UNTRUSTED_LANGUAGE },
  postgres_fdw: { description: 'Tables of another PostgreSQL.', versions: always('1.1', { 18: '1.2' }), reason: NETWORK },
  refint: { description: 'Triggers for references; foreign keys replace them.', versions: always('1.0'), reason: UNCHECKED },
  seg: { description: 'Intervals of numbers with their accuracy.', versions: always('1.4') },
  sslinfo: { description: 'The certificate of the client.', versions: always('1.2'), reason: UNCHECKED },
  tablefunc: { description: 'Pivot tables (crosstab) and trees (connectby).', versions: always('1.0') },
  tcn: { description: 'Trigger that notifies listeners of changes.', versions: always('1.0') },
  tsm_system_rows: { description: 'Samples of so many rows.', versions: always('1.0') },
  tsm_system_time: { description: 'Samples that take so many milliseconds.', versions: always('1.0') },
  unaccent: { description: 'Text without accents, for searching.', versions: always('1.1') },
  'uuid-ossp': { description: 'UUIDs of versions 1, 3, 4 and 5.', versions: always('1.1') },
  xml2: { description: 'XPath and XSLT, deprecated.', versions: always('1.1', { 18: '1.2' }), reason: UNCHECKED },
};

/** What is there in one major version of PostgreSQL, by name. */
export function extensionsOf(major: number): readonly Extension[] {
  return Object.entries(ENTRIES).flatMap(([name, { description, versions, reason }]) => {
    const version = Object.entries(versions).findLast(([since]) => Number(since) <= major)?.[1];
    if (!version) return [];
    return [{ name, version, description, available: reason === undefined, ...(reason !== undefined && { reason }) }];
  });
}
