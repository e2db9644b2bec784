import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Download, Link2, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { contentPath, shareContent } from '../../api/content.ts'
import { deleteFile, type MediaFile } from '../../api/kept-media.ts'
import { useMay } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { ConfirmModal } from '../../ui/confirm-modal.tsx'
import { formatBytes, formatInstant } from '../../ui/format.ts'
import { say } from '../../ui/say.ts'
import { FileView } from './file-view.tsx'
import { ShareModal } from './share-modal.tsx'

export const MediaCard = ({ file }: { file: MediaFile }) => {
  const name = `${file.media_id}-${file.index}`
  return (
    <li className="flex min-w-0 flex-col overflow-hidden rounded-lg border border-line bg-card">
      <div className="flex aspect-video items-center justify-center bg-raised">
        <FileView file={file} name={name} className="size-full object-contain" />
      </div>
      <div className="flex items-center gap-1 p-3">
        <div className="min-w-0 flex-1">
          <code className="block truncate text-xs text-soft" title={file.media_id}>
            {file.media_id}
          </code>
          <p className="nums text-xs text-faint">{factsOf(file).join(' · ')}</p>
        </div>
        <Actions file={file} name={name} />
      </div>
    </li>
  )
}

const factsOf = ({ width, height, duration_ms, bytes, created_at }: MediaFile): string[] => [
  formatInstant(new Date(created_at * 1_000).toISOString()),
  ...(width !== null && height !== null ? [`${width}×${height}`] : []),
  ...(duration_ms === null ? [] : [m.receipt.seconds(duration_ms)]),
  formatBytes(bytes),
]

const Actions = ({ file, name }: { file: MediaFile; name: string }) => {
  const client = useQueryClient()
  const mayUse = useMay('use')
  const [isDeleting, setDeleting] = useState(false)
  const share = useMutation({
    mutationFn: () => shareContent(file.url),
    onError: ({ message }) => say(m.common.somethingFailed, message),
  })
  return (
    <div className="flex">
      {mayUse && (
        <Button
          look="quiet"
          size="icon"
          aria-label={m.media.share(name)}
          title={m.media.shareShort}
          isBusy={share.isPending}
          onClick={() => share.mutate()}
        >
          {!share.isPending && <Link2 size={16} aria-hidden />}
        </Button>
      )}
      <a
        href={contentPath(file.url)}
        download={name}
        aria-label={m.media.download(name)}
        title={m.create.download}
        className={buttonClass('quiet', 'icon')}
      >
        <Download size={16} aria-hidden />
      </a>
      {mayUse && (
        <Button
          look="quiet"
          size="icon"
          aria-label={m.media.remove(name)}
          title={m.media.removeShort}
          onClick={() => setDeleting(true)}
        >
          <Trash2 size={16} aria-hidden />
        </Button>
      )}
      <ShareModal url={share.data} onClose={() => share.reset()} />
      <ConfirmModal
        title={m.media.removeTitle}
        text={m.media.removeText}
        action={m.media.removeShort}
        isOpen={isDeleting}
        onClose={() => setDeleting(false)}
        onConfirm={async () => {
          await deleteFile(file)
          await client.invalidateQueries({ queryKey: ['media'] })
        }}
      />
    </div>
  )
}
