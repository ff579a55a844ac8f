// Versions, messages and options.

#include "Handles.h"
#include "llvm/Config/llvm-config.h"
#include <algorithm>
#include <cstring>

using namespace kiln;

void c::writeMessage(llvm::StringRef text, char *message, size_t size) {
  if (!message || size == 0)
    return;
  size_t length = std::min(text.size(), size - 1);
  std::memcpy(message, text.data(), length);
  message[length] = '\0';
}

kiln_status c::fail(kiln_status status, const llvm::Twine &text, char *message,
                    size_t size) {
  writeMessage(text.str(), message, size);
  return status;
}

kiln_status c::fail(kiln_status status, llvm::Error error, char *message,
                    size_t size) {
  return fail(status, toString(std::move(error)), message, size);
}

uint32_t kiln_api_version(void) { return KILN_API_VERSION; }

const char *kiln_version(void) {
  return KILN_VERSION " (LLVM " LLVM_VERSION_STRING ")";
}

kiln_status kiln_options_create(kiln_options **options) {
  if (!options)
    return KILN_INVALID_ARGUMENT;
  *options = new kiln_options;
  return KILN_OK;
}

void kiln_options_destroy(kiln_options *options) { delete options; }

kiln_status kiln_options_set(kiln_options *options, const char *name,
                             const char *value, char *message,
                             size_t message_size) {
  if (!options || !name || !value)
    return c::fail(KILN_INVALID_ARGUMENT,
                   "expected options, a name and a value, not NULL", message,
                   message_size);
  llvm::Error error = setOption(options->options, name, value);
  if (!error)
    return KILN_OK;
  return c::fail(KILN_INVALID_ARGUMENT,
                 llvm::Twine("option '") + name + "' with value '" + value +
                     "': " + toString(std::move(error)),
                 message, message_size);
}
