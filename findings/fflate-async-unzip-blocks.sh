#!/usr/bin/env bash
# fflate's asynchronous `unzip` promises work "in a separate thread". For an entry that is hardly compressed (more than
# 80 % of its size left, as model weights and binaries are) it starts no worker: it inflates on the calling thread before
# it returns, however large the entry is. A process that unpacks 60 MB answers no other request meanwhile.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund fflate@0.8.3
cat >check.cjs <<'JS'
const threads = require('node:worker_threads')
let workers = 0
threads.Worker = class extends threads.Worker {
  constructor(...args) {
    workers += 1
    super(...args)
  }
}
const { unzip, zipSync } = require('fflate')
const { version } = require('./node_modules/fflate/package.json')
const { randomFillSync } = require('node:crypto')

const SIZE = 60 * 1024 * 1024
/** A byte in nine is zero throughout, so that deflate finds something, but less than a fifth. */
const hardlyCompressible = randomFillSync(Buffer.alloc(SIZE))
for (let index = 0; index < SIZE; index += 9) hardlyCompressible[index] = 0

const measure = (name, content) =>
  new Promise((resolve, reject) => {
    const zip = zipSync({ entry: content }, { level: 6 })
    workers = 0
    const startedAt = performance.now()
    unzip(zip, (error, files) => {
      if (error) return reject(error)
      console.log(`${name}: ${(zip.length / SIZE * 100).toFixed(0)} % left, ${workers} workers, the call held the thread for ${held.toFixed(0)} ms`)
      resolve({ workers, ratio: zip.length / SIZE, isWhole: Buffer.compare(content, files.entry) === 0 })
    })
    const held = performance.now() - startedAt
  })

const main = async () => {
  console.log(`fflate ${version}, node ${process.versions.node}`)
  const dense = await measure('hardly compressible', hardlyCompressible)
  const sparse = await measure('well compressible', Buffer.alloc(SIZE, 'some text '))
  const isAsSeen = dense.ratio > 0.8 && dense.workers === 0 && sparse.workers > 0 && dense.isWhole && sparse.isWhole
  console.log(isAsSeen ? 'as seen: no thread for the entry that takes longest' : 'CHANGED')
  process.exit(isAsSeen ? 0 : 1)
}
main()
JS
node check.cjs
