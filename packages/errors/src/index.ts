export * from './public-error.ts'
