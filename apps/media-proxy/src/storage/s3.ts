import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListMultipartUploadsCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { Readable } from 'node:stream'
import type { S3Config, Storage } from './storage.ts'

/** S3's smallest part, except for the last one; two are held at once. */
const PART_BYTES = 8 * 1024 * 1024
const PARTS_AT_ONCE = 2

/** Files in a bucket of S3, or of any server with its protocol. @throws if the bucket does not exist */
export const openS3 = async ({ bucket, endpoint, region, credentials }: S3Config): Promise<Storage> => {
  const client = new S3Client({
    region,
    // Buckets as host names need DNS entries that self-hosted stores seldom have.
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
    ...(credentials === null ? {} : { credentials }),
  })
  const requireReachable = async (): Promise<null> => {
    await client.send(new HeadBucketCommand({ Bucket: bucket }))
    return null
  }
  await requireReachable()
  return {
    write: async (key, source) => {
      const upload = new Upload({
        client,
        params: { Bucket: bucket, Key: key, Body: Readable.from(source, { objectMode: false }) },
        partSize: PART_BYTES,
        queueSize: PARTS_AT_ONCE,
      })
      await upload.done()
    },
    read: async (key, start, end) => {
      const { Body } = await client.send(
        new GetObjectCommand({ Bucket: bucket, Key: key, Range: `bytes=${start}-${end}` }),
      )
      return Body as Readable
    },
    remove: async (key) => {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))
      await abortUploads(client, { Bucket: bucket, Key: key })
    },
    requireReachable,
  }
}

/** Ends uploads that a crash interrupted: their parts are stored, and charged, until they are ended. */
const abortUploads = async (client: S3Client, file: { Bucket: string; Key: string }): Promise<void> => {
  const { Uploads = [] } = await client.send(
    new ListMultipartUploadsCommand({ Bucket: file.Bucket, Prefix: file.Key }),
  )
  for (const { UploadId } of Uploads)
    await client.send(new AbortMultipartUploadCommand({ ...file, UploadId: UploadId! }))
}
