"""What the tests need of ONNX's protobuf messages, without the onnx package:
the fields of a message, the inputs, outputs and op types of a model, and the
merging of initializers into one."""

# Field numbers.
MODEL_GRAPH = 7
GRAPH_NODE, GRAPH_INITIALIZER, GRAPH_INPUT, GRAPH_OUTPUT = 1, 5, 11, 12
NODE_OP_TYPE = 4
VALUE_NAME, VALUE_TYPE = 1, 2
TYPE_TENSOR, TENSOR_ELEMENT_TYPE = 1, 1
TENSOR_NAME = 8
FLOAT = 1


def read_varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def write_varint(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def fields(message):
    """The (number, value) pairs of a protobuf message."""
    at = 0
    while at < len(message):
        key, at = read_varint(message, at)
        kind = key & 7
        if kind == 0:
            value, at = read_varint(message, at)
        else:
            size = {1: 8, 5: 4}.get(kind)
            if size is None:
                size, at = read_varint(message, at)
            value = message[at : at + size]
            at += size
        yield key >> 3, value


def field(message, number, default=None):
    """The last field `number`, which is the one that counts."""
    return ([v for n, v in fields(message) if n == number] or [default])[-1]


def encode(number, payload):
    return write_varint(number << 3 | 2) + write_varint(len(payload)) + payload


class Value:
    """An input or output: its name, and its element type if it is a tensor."""

    def __init__(self, message):
        self.name = field(message, VALUE_NAME).decode()
        tensor = field(field(message, VALUE_TYPE, b""), TYPE_TENSOR)
        self.is_tensor = tensor is not None
        self.element_type = field(tensor or b"", TENSOR_ELEMENT_TYPE)


class Model:
    def __init__(self, path):
        with open(path, "rb") as file:
            self.content = file.read()
        graph = list(fields(field(self.content, MODEL_GRAPH)))

        def of(number):
            return [value for n, value in graph if n == number]

        initializers = {field(t, TENSOR_NAME) for t in of(GRAPH_INITIALIZER)}
        initializers = {(name or b"").decode() for name in initializers}
        inputs = map(Value, of(GRAPH_INPUT))
        self.inputs = [v for v in inputs if v.name not in initializers]
        self.outputs = [Value(v) for v in of(GRAPH_OUTPUT)]
        names = {field(n, NODE_OP_TYPE).decode() for n in of(GRAPH_NODE)}
        self.op_types = sorted(names)

    def with_initializers(self, tensors):
        """The model with initializers added: (name, TensorProto) pairs."""
        named = (t + encode(TENSOR_NAME, name.encode()) for name, t in tensors)
        graph = b"".join(encode(GRAPH_INITIALIZER, tensor) for tensor in named)
        # A message appended to another of its type is merged into it.
        return self.content + encode(MODEL_GRAPH, graph)
