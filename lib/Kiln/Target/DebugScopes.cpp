// From locations with names to debug scopes. The scopes of the functions are
// upstream's.

#include "DebugScopes.h"
#include "Kiln/IR/LayerNames.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace kiln;

namespace {

using ScopedLoc = FusedLocWith<LLVM::DISubprogramAttr>;

class NodeScopes {
public:
  /// Gives the ops in `function` that carry names of nodes a scope for them.
  void run(LLVM::LLVMFuncOp function) {
    auto scoped = dyn_cast<ScopedLoc>(function.getLoc());
    if (!scoped)
      return;
    // LLVM code defines it later, without places.
    if (function.isExternal())
      return function->setLoc(scoped.getLocations().front());
    LLVM::DISubprogramAttr own = scoped.getMetadata();
    function->walk([&](Operation *op) {
      if (op != function)
        op->setLoc(inlined(op->getLoc(), own));
    });
  }

private:
  /// `loc`, an op's in the function of scope `function`, as one of code that
  /// was inlined there; a place in the function if it has no named nodes.
  Location inlined(Location loc, LLVM::DISubprogramAttr function) {
    Attribute &known = locations[{loc, function}];
    if (!known)
      known = makeInlined(loc, function);
    return Location(cast<LocationAttr>(known));
  }

  Location makeInlined(Location loc, LLVM::DISubprogramAttr function) {
    SetVector<Location> nodes;
    collectNodes(loc, nodes);
    std::string name;
    for (Location node : nodes)
      if (auto named = dyn_cast<NameLoc>(node))
        name += (name.empty() ? "" : " + ") + named.getName().str();
    auto caller = FileLineColLoc::get(
        loc.getContext(), function.getFile().getName(), function.getLine(), 0);
    auto place = loc->findInstanceOf<FileLineColLoc>();
    if (name.empty())
      return place ? loc : Location(caller);
    // LLVM wants a place for all that may be inlined.
    if (!place)
      place = caller;
    Location callee = FusedLoc::get(
        loc.getContext(), Location(place),
        scopeOf(StringAttr::get(loc.getContext(), name), place, function));
    return CallSiteLoc::get(callee, caller);
  }

  LLVM::DISubprogramAttr scopeOf(StringAttr name, FileLineColLoc place,
                                 LLVM::DISubprogramAttr function) {
    LLVM::DISubprogramAttr &scope = scopes[name];
    if (scope)
      return scope;
    StringRef path = place.getFilename();
    auto file = LLVM::DIFileAttr::get(name.getContext(),
                                      llvm::sys::path::filename(path),
                                      llvm::sys::path::parent_path(path));
    scope = LLVM::DISubprogramAttr::get(
        name.getContext(),
        DistinctAttr::create(UnitAttr::get(name.getContext())),
        function.getCompileUnit(), file, name, name, file, place.getLine(),
        place.getLine(), function.getSubprogramFlags(), function.getType(),
        /*retainedNodes=*/{}, /*annotations=*/{});
    return scope;
  }

  llvm::DenseMap<StringAttr, LLVM::DISubprogramAttr> scopes;
  llvm::DenseMap<std::pair<Attribute, Attribute>, Attribute> locations;
};

} // namespace

LogicalResult kiln::addDebugScopes(ModuleOp module) {
  PassManager pm(module.getContext());
  // A call without any place is wrong until it gets one below.
  pm.enableVerifier(false);
  pm.addPass(LLVM::createDIScopeForLLVMFuncOpPass());
  if (failed(pm.run(module)))
    return failure();
  NodeScopes scopes;
  for (auto function : module.getOps<LLVM::LLVMFuncOp>())
    scopes.run(function);
  return success();
}
