"""How the compiled kernel sees a World: one pointer, and behind it where each table is.

numba would hand a tuple of forty arrays from function to function as some three hundred values, which makes compiling
slow and calls dear. So a World is a type of its own: in compiled code it is the address of `World.handle`, and
`w.tokens` loads the table's address and length from there. In plain Python it is an ordinary attribute of an ordinary
object, so the same sources run in both worlds.

Source: the numba documentation, "Low-level extension API" (types, data models, unboxing, attributes).
"""

from __future__ import annotations

import numba
from numba import types
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)

from playground.dataplane.state import World
from playground.dataplane.tables import TABLES

INT64_BYTES = 8


class WorldType(types.Opaque):
    """The numba type of a World."""


WORLD = WorldType("World")
ARRAYS = {
    name: types.Array(numba.from_dtype(dtype), 1, "C") for name, dtype in TABLES.items()
}  # every table is one-dimensional


@typeof_impl.register(World)
def _typeof(value: World, context: object) -> WorldType:
    return WORLD


@register_model(WorldType)
class _Model(models.OpaqueModel):
    """A pointer."""


@unbox(WorldType)
def _unbox(typ, obj, c):
    address = c.pyapi.object_getattr_string(obj, "address")
    number = c.pyapi.long_as_longlong(address)
    c.pyapi.decref(address)
    return NativeValue(c.builder.inttoptr(number, c.context.get_value_type(typ)))


@infer_getattr
class _Attributes(AttributeTemplate):
    key = WorldType

    def generic_resolve(self, typ, attribute):
        return ARRAYS.get(attribute)


@lower_getattr_generic(WorldType)
def _get(context, builder, typ, value, attribute):
    from numba.np.arrayobj import populate_array  # who only loads the compiled kernel needs none of it

    array_type = ARRAYS[attribute]
    place = list(TABLES).index(attribute)
    int64 = context.get_value_type(types.int64)
    handle = builder.bitcast(value, int64.as_pointer())

    def load(offset: int):
        number = builder.load(builder.gep(handle, [context.get_constant(types.int64, offset)]))
        number.set_metadata("invariant.load", builder.module.add_metadata([]))
        return number

    array = context.make_array(array_type)(context, builder)
    size = context.get_constant(types.intp, TABLES[attribute].itemsize)
    populate_array(
        array,
        data=builder.inttoptr(load(2 * place), array.data.type),
        shape=[load(2 * place + 1)],
        strides=[size],
        itemsize=size,
        meminfo=None,
    )
    return array._getvalue()
