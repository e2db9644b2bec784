export * from './database-errors.ts'
export * from './migrate.ts'
export * from './open-database.ts'
export * from './with-transaction.ts'
