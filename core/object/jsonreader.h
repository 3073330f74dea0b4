#pragma once

#include "core/base/result.h"
#include "core/object/json.h"

namespace cauce::object {

class SourceMapBuilder;

//! What one JSON text may cost at the most.
struct JsonBudget
{
    qsizetype maxBytes = 64 << 20;
    qsizetype maxNodes = 8'000'000; //!< values, members included
    int maxDepth = 200;
};

//! \brief parseJson() with a budget, and with positions when \p positions is there.
//! \param file names the text in errors: "file:line:column: what is wrong"; may be empty
Result<Json> readJson(QByteArrayView text, const QString& file, const JsonBudget& budget,
                      SourceMapBuilder* positions);

} // namespace cauce::object
