import { Menu } from '@base-ui/react/menu'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { updateKey, type CreatedKey, type Key } from '../../api/keys.ts'
import { m } from '../../messages/index.ts'
import { buttonClass } from '../../ui/button.tsx'
import { say } from '../../ui/toasts.tsx'
import { KeyForm } from './key-form.tsx'
import { RevokeModal } from './revoke-modal.tsx'
import { RotateModal } from './rotate-modal.tsx'

const ITEM = 'cursor-default rounded-sm px-2.5 py-1.5 outline-none data-highlighted:bg-raised'

type Open = 'edit' | 'rotate' | 'revoke' | undefined

export const KeyActions = ({ apiKey, onRotated }: { apiKey: Key; onRotated: (key: CreatedKey) => void }) => {
  const [open, setOpen] = useState<Open>()
  const client = useQueryClient()
  const toggle = useMutation({
    mutationFn: () => updateKey(apiKey.id, { disabled: !apiKey.disabled }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['keys'] }),
    onError: ({ message }) => say(m.common.somethingFailed, message),
  })
  const close = () => setOpen(undefined)
  return (
    <>
      <Menu.Root>
        <Menu.Trigger className={buttonClass('quiet', 'icon')} aria-label={m.keys.actions(apiKey.name)}>
          <Ellipsis size={18} aria-hidden />
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner align="end" className="z-40">
            <Menu.Popup className="min-w-36 rounded-md border border-line bg-card p-1.5 shadow-pop">
              <Menu.Item className={ITEM} onClick={() => setOpen('edit')}>
                {m.keys.edit}
              </Menu.Item>
              <Menu.Item className={ITEM} onClick={() => setOpen('rotate')}>
                {m.keys.rotate}
              </Menu.Item>
              <Menu.Item className={ITEM} onClick={() => toggle.mutate()}>
                {apiKey.disabled ? m.keys.enable : m.keys.disable}
              </Menu.Item>
              <Menu.Item className={`${ITEM} text-bad`} onClick={() => setOpen('revoke')}>
                {m.keys.revoke}
              </Menu.Item>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <KeyForm isOpen={open === 'edit'} apiKey={apiKey} onClose={close} />
      <RotateModal isOpen={open === 'rotate'} apiKey={apiKey} onClose={close} onRotated={onRotated} />
      <RevokeModal isOpen={open === 'revoke'} apiKey={apiKey} onClose={close} />
    </>
  )
}
