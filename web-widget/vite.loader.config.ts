// `widget.js`: one small classic script for other people's pages.
import { defineConfig } from "vite";
import { texts } from "./build/texts.ts";

export default defineConfig({
  plugins: [texts()],
  build: {
    outDir: "../hub/web/assets",
    emptyOutDir: false,
    target: "es2022",
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    lib: {
      entry: "src/loader/index.ts",
      formats: ["iife"],
      name: "Kirjuri",
      fileName: () => "widget.js",
    },
  },
});
