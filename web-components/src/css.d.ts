/** A style sheet as Vite hands it over: minified text, for a constructable sheet. */
declare module '*.css?inline' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: Vite hands a style sheet over as the default, and so it must be declared
  export default text;
}
