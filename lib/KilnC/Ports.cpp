// Reading what is known of an input or output.

#include "Handles.h"

using namespace kiln;

static const Port *unwrap(const kiln_port *port) {
  return reinterpret_cast<const Port *>(port);
}

const char *kiln_port_name(const kiln_port *port) {
  return port ? unwrap(port)->name.c_str() : nullptr;
}

const char *kiln_port_type(const kiln_port *port) {
  return port ? unwrap(port)->type->name.data() : nullptr;
}

size_t kiln_port_rank(const kiln_port *port) {
  return port ? unwrap(port)->shape.size() : 0;
}

const int64_t *kiln_port_shape(const kiln_port *port) {
  return port ? unwrap(port)->shape.data() : nullptr;
}

size_t kiln_port_size(const kiln_port *port) {
  return port ? unwrap(port)->bytes() : 0;
}
