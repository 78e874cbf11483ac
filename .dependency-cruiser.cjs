/** The rooms of the house and what each may import (docs/decisions/0001-rooms.md). */
const only = (name, from, to, comment) => ({ name, comment, severity: 'error', from, to });
module.exports = {
  forbidden: [
    only('no-circular', {}, { circular: true }, 'cycles hide the order of things'),
    only('domain-is-pure', { path: '^domain/' }, { path: '^(db|main|preload|renderer|hq|build|test)/|^node:' , pathNot: '^domain/' }, 'domain: rules only, no I/O'),
    only('domain-npm', { path: '^domain/' }, { dependencyTypes: ['npm', 'npm-dev'], pathNot: 'node_modules/(zod|@orpc/contract|@orpc/client|canonicalize|pinyin-pro|@noble/hashes)/' }, 'domain: small pure libraries only'),
    only('domain-core', { path: '^domain/' }, { dependencyTypes: ['core'] }, 'domain: no Node modules'),
    only('db-knows-sqlite', { pathNot: '^(db|test)/' }, { path: 'better-sqlite3' }, 'db is the only place that knows better-sqlite3'),
    only('db-imports', { path: '^db/' }, { path: '^(main|preload|renderer|hq|build|test)/' }, 'db imports domain only'),
    only('main-imports', { path: '^main/' }, { path: '^(preload|renderer|hq|build|test)/', pathNot: '^hq/index' }, 'main imports domain and db'),
    only('preload-imports', { path: '^preload/' }, { path: '^(db|main|renderer|hq|build|test)/' }, 'preload imports domain types only'),
    only('renderer-imports', { path: '^renderer/' }, { path: '^(db|main|preload|hq|build|test)/' }, 'renderer knows one typed client'),
    only('renderer-core', { path: '^renderer/' }, { dependencyTypes: ['core'] }, 'renderer: no Node modules'),
    only('hq-imports', { path: '^hq/' }, { path: '^(db|main|preload|renderer|build|test)/', pathNot: '^main/(papers/|shell/files|report/(gather|files|xlsx))' }, 'hq imports domain, and the makers that stand alone'),
    only('makers-stand-alone', { path: '^main/(papers/|shell/files|report/(gather|files|pdf|docx|xlsx))' }, { path: '^(db|main|hq)/', pathNot: '^main/(papers/|report/(pdf|docx|xlsx))' }, 'headquarters makes papers too: they know no station (docs/decisions/0016-window-at-headquarters.md)'),
    only('electron-in-one-place', { path: '.', pathNot: '^(main/electron|preload|test|build)/' }, { path: 'node_modules/electron/' }, 'Electron is imported only in main/electron and preload'),
    only('no-test-in-product', { pathNot: '^test/' }, { path: '^test/' }, 'the product does not import tests'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|out)/|test/bench/[^/]+/node_modules' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'], extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json'] },
  },
};
