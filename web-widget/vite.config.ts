// The two pages, panel and console, with hashed assets where the hub looks for them.
import { defineConfig } from "vitest/config";
import { leanSocket } from "./build/lean_socket.ts";
import { texts } from "./build/texts.ts";

export default defineConfig({
  base: "/",
  plugins: [texts(), leanSocket()],
  build: {
    outDir: "../hub/web/assets",
    emptyOutDir: true,
    target: "es2022",
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    // The policy of the pages allows no inline script, and every browser we promise preloads itself.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: { input: ["panel.html", "console.html"] },
  },
  test: {
    environment: "happy-dom",
    // The frame of the panel is not fetched in tests.
    environmentOptions: {
      happyDOM: { settings: { navigation: { disableChildFrameNavigation: true } } },
    },
    include: ["tests/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/setup.ts"],
  },
});
