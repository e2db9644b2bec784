export * from './provider.ts'
export * from './request-address.ts'
export * from './rows.ts'
export * from './transport.ts'
