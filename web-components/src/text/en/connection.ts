export const connection = {
  title: 'Connection',
  certificate: 'CA certificate',
  reveal: 'Reveal',
  hide: 'Hide',
  copy: 'Copy',
  copied: 'Copied',
  readOnly: 'Read-only address:',
  certificateHint: 'Clients check the server with it: save it as ca.crt.',
  afterReveal: 'Press Reveal to see it; reading it is recorded.',
};
