export const session = {
  user: 'User',
  password: 'Password',
  logIn: 'Log in',
  wrong: 'User and password do not match.',
  missing: 'Give both, user and password.',
  firstTime: 'First time here? The start printed the password; it is also in',
};
