import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { deleteProviderKey, providerKeysQuery, type ProviderKey } from '../../api/provider-keys.ts'
import { useMay } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmModal } from '../../ui/confirm-modal.tsx'
import { formatDay } from '../../ui/format.ts'

export const ProviderKeyRow = ({ providerKey }: { providerKey: ProviderKey }) => {
  const { id, provider, name, label, created_at } = providerKey
  const mayUse = useMay('use')
  const client = useQueryClient()
  const [isDeleting, setDeleting] = useState(false)
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-40 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          <span className="break-words">{name}</span>
          {name !== provider && <Badge>{provider}</Badge>}
        </p>
        <p className="text-sm text-faint">
          <code>{label}</code> · {m.providerKeys.added(formatDay(created_at))}
        </p>
      </div>
      {mayUse && (
        <Button size="sm" look="danger" onClick={() => setDeleting(true)}>
          {m.providerKeys.delete}
        </Button>
      )}
      <ConfirmModal
        title={m.providerKeys.deleteTitle(provider)}
        text={m.providerKeys.deleteText}
        action={m.providerKeys.delete}
        isOpen={isDeleting}
        onClose={() => setDeleting(false)}
        onConfirm={async () => {
          await deleteProviderKey(id)
          await client.invalidateQueries({ queryKey: providerKeysQuery.queryKey })
        }}
      />
    </li>
  )
}
