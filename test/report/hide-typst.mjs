import { registerHooks } from "node:module";

// As on a machine where the optional package was not installed.
registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith("@myriaddreamin/")) throw new Error(`Cannot find package '${specifier}'`);
    return next(specifier, context);
  },
});
