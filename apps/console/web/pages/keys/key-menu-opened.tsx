import { Menu } from '@base-ui/react/menu'
import { Ellipsis } from 'lucide-react'
import { m } from '../../messages/index.ts'
import { buttonClass } from '../../ui/button.tsx'
import type { KeyMenuProps } from './key-menu.tsx'

const ITEM = 'cursor-default rounded-sm px-2.5 py-1.5 outline-none data-highlighted:bg-raised'

/** The menu of a key, initially open. `KeyMenu` is the button that loads it. */
export default function KeyMenuOpened({ apiKey, onOpen, onToggle }: KeyMenuProps) {
  return (
    <Menu.Root defaultOpen>
      <Menu.Trigger className={buttonClass('quiet', 'icon')} aria-label={m.keys.actions(apiKey.name)}>
        <Ellipsis size={18} aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner align="end" className="z-40">
          <Menu.Popup className="min-w-36 rounded-md border border-line bg-card p-1.5 shadow-pop">
            <Menu.Item className={ITEM} onClick={() => onOpen('edit')}>
              {m.keys.edit}
            </Menu.Item>
            <Menu.Item className={ITEM} onClick={() => onOpen('rotate')}>
              {m.keys.rotate}
            </Menu.Item>
            <Menu.Item className={ITEM} onClick={onToggle}>
              {apiKey.disabled ? m.keys.enable : m.keys.disable}
            </Menu.Item>
            <Menu.Item className={`${ITEM} text-bad`} onClick={() => onOpen('revoke')}>
              {m.keys.revoke}
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
