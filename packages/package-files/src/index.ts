export { installFile, isInstalled } from './install-file.ts'
export { readFromNpmPackage, type NpmPackageFile } from './read-from-npm-package.ts'
export { readFromWheel, type WheelFile } from './read-from-wheel.ts'
export { verifySha256 } from './verify-sha256.ts'
