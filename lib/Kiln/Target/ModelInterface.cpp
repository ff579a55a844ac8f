// Reading the interface off a compiled module's attributes.

#include "Kiln/Target/ModelInterface.h"
#include "CInterface.h"

using namespace mlir;
using namespace kiln;

static std::vector<Port> makePorts(ArrayAttr names, ArrayAttr types) {
  std::vector<Port> ports;
  for (auto [name, type] : llvm::zip_equal(names.getAsRange<StringAttr>(),
                                           types.getAsRange<TypeAttr>())) {
    auto tensor = cast<RankedTensorType>(type.getValue());
    ports.push_back({name.str(), &getElementType(tensor.getElementType()),
                     SmallVector<int64_t>(tensor.getShape()),
                     tensor.getNumElements()});
  }
  return ports;
}

ModelInterface ModelInterface::of(InterfaceAttr interface, TargetAttr target) {
  ModelInterface result;
  result.name = interface.getName();
  result.inputs = makePorts(interface.getInputs(), interface.getInputTypes());
  result.outputs =
      makePorts(interface.getOutputs(), interface.getOutputTypes());
  result.workspaceSize = getWorkspaceOfOne(interface);
  result.threadWorkspaceSize = interface.getThreadWorkspace();
  result.workspaceAlignment = kiln::workspaceAlignment;
  result.dynamicBatch = interface.getDynamicBatch();
  result.threads = interface.getThreads();
  result.target = {target.getTriple().str(), target.getCpu().str(),
                   target.getFeatures().str()};
  return result;
}
