// The command line of kilnc: what --help prints and what is accepted. The
// meaning of each option is in Options.cpp.

include "llvm/Option/OptParser.td"

class Plain<list<string> prefixes, string name, string help>
    : Option<prefixes, name, KIND_FLAG>, HelpText<help>;

// `--name=VALUE` in the help; `--name VALUE` is the same.
multiclass Value<string name, string metaVar, string help> {
  def _EQ : Option<["--", "-"], name # "=", KIND_JOINED>, HelpText<help>,
            MetaVarName<metaVar>;
  def _SEPARATE : Option<["--", "-"], name, KIND_SEPARATE>,
                  Alias<!cast<Option>(NAME # "_EQ")>;
}

def o : Option<["-"], "o", KIND_JOINED_OR_SEPARATE>, MetaVarName<"FILE">,
        HelpText<"Write to FILE; - is standard output">;
def c : Plain<["-"], "c", "Emit an object file and its header (default)">;
def S : Plain<["-"], "S", "Emit assembly">;
defm emit : Value<"emit", "STAGE",
  "Stop after STAGE, one of those below">;
def check : Plain<["--", "-"], "check",
  "Only tell whether MODEL can be compiled, at once">;
def json : Plain<["--", "-"], "json",
  "Print what --check tells, and diagnostics, as JSON">;
def no_header : Plain<["--", "-"], "no-header", "Write no C header">;
defm name : Value<"name", "NAME",
  "Prefix of the emitted symbols (default: from the model)">;
defm dim : Value<"dim", "NAME=SIZE", "Fix a symbolic dimension of the model">;
defm shape : Value<"shape", "INPUT=SIZES", "Fix the shape of an input, such as x=1x3x64x64">;
defm limit : Value<"limit", "NAME=N",
  "Set a limit of models: nodes, nesting and others">;
def dynamic_batch : Plain<["--", "-"], "dynamic-batch",
  "Leave the batch to the caller: NAME_run takes its size">;

def O : Option<["-"], "O", KIND_JOINED>, MetaVarName<"0..3">,
        HelpText<"Optimization level (default: -O3)">;
defm target : Value<"target", "TRIPLE", "Compile for TRIPLE (default: this host)">;
defm cpu : Value<"cpu", "CPU", "CPU to compile for (default: host's), or x86-64 levels">;
defm features : Value<"features", "LIST",
  "CPU features to use or not, such as +avx2,-fma">;
defm conv_algorithm : Value<"conv-algorithm", "HOW",
  "How to compute convolutions: auto, direct or winograd">;
defm threads : Value<"threads", "WHOSE",
  "Run on threads: none, openmp, or callback (the caller's)">;
def march : Option<["-"], "march=", KIND_JOINED>, MetaVarName<"native">,
            HelpText<"Compile for this host's CPU (default)">;
defm sanitize : Value<"sanitize", "address",
  "Check each access to memory; link with AddressSanitizer">;
def g : Plain<["-"], "g", "Emit line information that names the model's nodes">;

def profile : Plain<["--", "-"], "profile",
  "Time each kernel; the header tells how to read that">;

def verify : Plain<["--", "-"], "verify",
  "Run kiln-run --verify on the model afterwards">;
defm report : Value<"report", "FILE",
  "Show what was done: FILE is a page (.html) or .json">;
defm profile_data : Value<"profile-data", "FILE",
  "Times for the report, from kiln-run --profile --json">;
def v : Plain<["-"], "v", "Print the target, the time of each stage, and sizes">;
def remarks : Plain<["--", "-"], "remarks",
  "Print what was chosen for each layer, and why">;
def print_after_all : Plain<["--", "-"], "print-after-all",
  "Print the module after each pass">;
def time_passes : Plain<["--", "-"], "time-passes", "Print the time of each pass">;
def help : Plain<["--", "-"], "help", "Print this help">;
def h : Option<["-"], "h", KIND_FLAG>, Alias<help>;
def version : Plain<["--", "-"], "version", "Print the version">;
