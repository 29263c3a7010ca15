/** The portal's own server knows who is logged in and gets a token of the platform for them, for a few minutes. */
async function fetchToken() {
  const response = await fetch('/portal/token', { method: 'POST' });
  if (!response.ok) throw new Error(`The portal gave no token: status ${response.status}.`);
  return response.text();
}

let token;

/** Asked before each request; `rejected` says that the platform no longer takes the last one. */
document.querySelector('pg-console').getToken = ({ rejected }) => {
  if (rejected || !token) token = fetchToken();
  return token;
};
