"""Makes a GGUF of another quantization; runs in a child of its own, since llama.cpp may crash on what it reads."""

from pathlib import Path

from assistant.child import Call
from chains.errors import ModelError

# llama.cpp's enum llama_ftype (llama.h); only what the catalogue asks for.
FILE_TYPES = {"Q8_0": 7}


class QuantizeHandler:
    """The child's object."""

    def quantize(self, _call: Call, source: str, target: str, kind: str, threads: int) -> None:
        """Write ``source`` to ``target`` as ``kind``.

        Raises:
            ModelError: llama.cpp could not.
        """
        import llama_cpp as ll

        params = ll.llama_model_quantize_default_params()
        params.nthread = threads
        params.ftype = FILE_TYPES[kind]
        params.allow_requantize = True
        status = ll.llama_model_quantize(source.encode(), target.encode(), params)
        if status != 0 or not Path(target).is_file():
            raise ModelError("model.requantize", name=Path(source).name, status=int(status))

    def close(self) -> None:
        """Nothing is held."""
