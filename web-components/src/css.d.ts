/** A style sheet as Vite hands it over: minified text, for a constructable sheet. */
declare module '*.css?inline' {
  const text: string;
  export default text;
}
