export const session = {
  user: 'User',
  password: 'Password',
  logIn: 'Log in',
  wrong: 'User and password do not match.',
  missing: 'Give both, user and password.',
  firstTime: 'First time on this machine?',
  firstTimeHint: ['The start of the platform printed the password; it is also in', '.data/admin-password'],
};
