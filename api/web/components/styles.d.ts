// Styles are bundled by esbuild; a module has nothing of them to hold.
declare module "*.css";
