export * from './abilities.ts'
export * from './snapshot.ts'
