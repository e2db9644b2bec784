export { mirrorCatalog, type CatalogMirror } from './catalog-mirror.ts'
export { distanceWithin } from './distance-within.ts'
