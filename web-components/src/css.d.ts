/** A style sheet as the build imports it: minified text, for a constructable sheet. */
declare module '*.css?inline' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: a style sheet is the default export of its module, and so it must be declared
  export default text;
}
