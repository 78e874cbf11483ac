/** The cipher build is better-sqlite3 with more pragmas; its package names no types for its entrance. */
declare module 'better-sqlite3-multiple-ciphers' {
  import Database from 'better-sqlite3';
  export = Database;
}
