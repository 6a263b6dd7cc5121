declare module "gettext-parser" {
  interface Message {
    msgid: string;
    msgstr: string[];
  }
  export const po: {
    parse(input: Buffer): { translations: Record<string, Record<string, Message>> };
  };
}
