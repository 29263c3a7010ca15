export const session = {
  user: 'User',
  password: 'Password',
  logIn: 'Log in',
  wrong: 'User or password is wrong.',
  notByHost: 'You are not logged in',
  notByHostHint: 'The page around this console logs you in. Its session may have ended.',
  missing: 'Enter user and password.',
  firstTime: 'First time here? npm start printed the password of admin; it is also in',
};
