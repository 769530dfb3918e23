// What loadHook.ts imports to see how this Node loads CommonJS from an ES module.
module.exports = null;
