export const connection = {
  title: 'Connection',
  certificate: 'CA certificate',
  reveal: 'Reveal',
  hide: 'Hide',
  copy: 'Copy',
  copied: 'Copied',
  readOnly: 'Read-only address:',
  certificateHint: 'Clients check the server with it. Save it as ca.crt in the folder where the client runs.',
  download: 'Download ca.crt',
  check: 'Check of the server',
  checkings: {
    verified: 'Checked with ca.crt: all clients',
    libpq: 'Without a file: psql, psycopg, pgx, JDBC',
    node: 'Without a file: node-postgres',
  },
  unchecked: 'Encrypted, but nothing checks which server answers.',
};
