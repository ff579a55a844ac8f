// Hands optimization remarks to the diagnostics, as one line each.

#include "Remarks.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Remarks.h"

using namespace mlir;

namespace {
class DiagnosticStreamer : public remark::detail::MLIRRemarkStreamerBase {
public:
  void streamOptimizationRemark(const remark::detail::Remark &remark) override {
    InFlightDiagnostic diagnostic = emitRemark(remark.getLocation());
    diagnostic << remark.getRemarkName() << ": ";
    for (const remark::detail::Remark::Arg &arg : remark.getArgs())
      diagnostic << arg.val;
  }
};
} // namespace

LogicalResult kiln::driver::printRemarks(MLIRContext &context) {
  remark::RemarkCategories categories;
  // `all` alone enables no kind of remark.
  categories.all = categories.analysis = categories.missed = ".*";
  return remark::enableOptimizationRemarks(
      context, std::make_unique<DiagnosticStreamer>(),
      std::make_unique<remark::RemarkEmittingPolicyAll>(), categories);
}
