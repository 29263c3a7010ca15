/** A style sheet as Vite hands it over: minified text, for a constructable sheet. */
declare module '*.css?inline' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: Vite says how a style sheet is imported
  export default text;
}
