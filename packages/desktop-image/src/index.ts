export { resolveCacheDirectory } from '@gptget/package-files'
export { buildImage, type Progress } from './build-image.ts'
export { findImage, whyNotBuildable } from './find-image.ts'
export { DESKTOP_DIRECTORY } from './recipe.ts'
