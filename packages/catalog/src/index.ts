export * from './abilities.ts'
export * from './snapshot.ts'
export * from './thinking.ts'
