import type { Call } from './desktops.ts'

/** Reads the state from the X server inside the desktop. */
const PROGRAM = `
import ctypes
x = ctypes.CDLL('libX11.so.6')
x.XOpenDisplay.restype = ctypes.c_void_p
display = ctypes.c_void_p(x.XOpenDisplay(None))
keys = (ctypes.c_char * 32)()
x.XQueryKeymap(display, keys)
numbers = [ctypes.c_ulong() for _ in range(2)] + [ctypes.c_int() for _ in range(4)] + [ctypes.c_uint()]
x.XDefaultRootWindow.restype = ctypes.c_ulong
x.XQueryPointer(display, ctypes.c_ulong(x.XDefaultRootWindow(display)), *[ctypes.byref(number) for number in numbers])
print(sum(bin(byte[0] if isinstance(byte, bytes) else byte).count('1') for byte in keys), (numbers[-1].value >> 8) & 31)
`

/** Returns the number of pressed keys on a desktop, and a mask of its mouse buttons. */
export const heldDown = async (call: Call, id: string): Promise<string> => {
  const { body } = await call<{ output: string }>('POST', `/computers/${id}/exec`, {
    code: PROGRAM,
    timeout: 20,
  })
  return body.output.trim()
}

export const NOTHING_HELD = '0 0'
