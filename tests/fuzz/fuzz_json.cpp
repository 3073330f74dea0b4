// JSON comes from servers, files and child processes: reading must end with a value or a reason,
// and what was read must be the same however it is written.

#include "core/object/jsoncodec.h"

#include <QString>

#include <cstdlib>

using namespace cauce;
using namespace cauce::object;

namespace {

void mustRead(const QByteArray& text, const Json& value)
{
    const auto again = parseJson(text);
    if (!again || !(*again == value))
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QByteArrayView text(reinterpret_cast<const char*>(data), qsizetype(size));
    const auto value = parseJson(text);
    if (!value) {
        if (value.error().message.isEmpty())
            std::abort();
        return 0;
    }
    const QByteArray compact = toJson(*value);
    mustRead(compact, *value);
    if (toJson(*parseJson(compact)) != compact) // to the letter: numbers and the order of keys
        std::abort();
    mustRead(toPrettyJson(*value), *value);
    const QByteArray canonical = toCanonicalJson(*value);
    mustRead(canonical, *value);
    if (toCanonicalJson(*parseJson(canonical)) != canonical
        || toCanonicalJson(withSortedKeys(*value)) != canonical)
        std::abort();
    return 0;
}
