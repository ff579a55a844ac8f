// The dialect and the passes as a plugin of the distribution's own mlir-opt:
//
//   mlir-opt --load-dialect-plugin=KilnPlugin.so
//   --load-pass-plugin=KilnPlugin.so
//
// It links the same libMLIR, and works with the version that it was built for.

#include "Kiln/Pipeline/Pipeline.h"
#include "mlir/Tools/Plugins/DialectPlugin.h"
#include "mlir/Tools/Plugins/PassPlugin.h"
#include "llvm/Config/llvm-config.h"

extern "C" LLVM_ATTRIBUTE_VISIBILITY_DEFAULT mlir::DialectPluginLibraryInfo
mlirGetDialectPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "Kiln", LLVM_VERSION_STRING,
          [](mlir::DialectRegistry *registry) {
            kiln::registerKilnDialects(*registry);
          }};
}

extern "C" LLVM_ATTRIBUTE_VISIBILITY_DEFAULT mlir::PassPluginLibraryInfo
mlirGetPassPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "Kiln", LLVM_VERSION_STRING,
          [] { kiln::registerKilnPasses(); }};
}
