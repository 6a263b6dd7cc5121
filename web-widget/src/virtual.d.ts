declare module "virtual:texts/loader" {
  const words: Readonly<Record<"fi" | "sv" | "en", Readonly<Record<string, string>>>>;
  export default words;
}
declare module "virtual:texts/*" {
  const words: Readonly<Record<string, string>>;
  export default words;
}
