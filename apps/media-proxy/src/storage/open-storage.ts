import { openFilesystem } from './filesystem.ts'
import type { Storage, StorageConfig } from './storage.ts'

/** Opens the store. Amazon's SDK is loaded only for S3. @throws if it cannot be used */
export const openStorage = async (config: StorageConfig): Promise<Storage> => {
  if (config.type === 'filesystem') return openFilesystem(config)
  const { openS3 } = await import('./s3.ts')
  return openS3(config)
}
