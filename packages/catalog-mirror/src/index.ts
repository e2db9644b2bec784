export { mirrorCatalog, type CatalogMirror } from './catalog-mirror.ts'
export { distanceWithin } from './distance-within.ts'
export { ModelNames } from './model-names.ts'
export { noSuchModel } from './no-such-model.ts'
