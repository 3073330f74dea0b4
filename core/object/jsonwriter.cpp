#include "core/object/decimal.h"
#include "core/object/jsoncodec.h"

namespace cauce::object {

namespace {

void writeJsonString(const QString& text, QByteArray& out)
{
    static constexpr char hex[] = "0123456789abcdef";
    out += '"';
    for (const char c : text.toUtf8()) {
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            if (quint8(c) < 0x20)
                out.append("\\u00").append(hex[quint8(c) >> 4]).append(hex[quint8(c) & 15]);
            else
                out += c;
        }
    }
    out += '"';
}

QByteArray canonicalNumber(const QByteArray& text)
{
    const std::optional<Decimal> value = Decimal::parse(text);
    return value ? value->toJsonNumber() : text;
}

enum class NumberForm { AsWritten, Canonical };

class JsonWriter
{
public:
    JsonWriter(NumberForm numbers, bool pretty)
        : m_numbers(numbers)
        , m_pretty(pretty)
    { }

    QByteArray text(const Json& value)
    {
        write(value);
        return std::move(m_out);
    }

private:
    void write(const Json& value)
    {
        switch (value.type()) {
        case Json::Type::Null:
            m_out += "null";
            break;
        case Json::Type::Bool:
            m_out += value.toBool() ? "true" : "false";
            break;
        case Json::Type::Number:
            m_out += m_numbers == NumberForm::Canonical ? canonicalNumber(value.numberText())
                                                        : value.numberText();
            break;
        case Json::Type::String:
            writeJsonString(value.toString(), m_out);
            break;
        case Json::Type::Array:
            writeArray(value);
            break;
        case Json::Type::Object:
            writeObject(value);
            break;
        }
    }

    void writeArray(const Json& value)
    {
        m_out += '[';
        ++m_depth;
        bool first = true;
        for (const Json& item : value.items()) {
            separate(first);
            write(item);
        }
        close(']', first);
    }

    void writeObject(const Json& value)
    {
        m_out += '{';
        ++m_depth;
        bool first = true;
        for (const auto& [key, member] : value.members()) {
            separate(first);
            writeJsonString(key, m_out);
            m_out += m_pretty ? ": " : ":";
            write(member);
        }
        close('}', first);
    }

    void separate(bool& first)
    {
        if (!first)
            m_out += ',';
        first = false;
        newLine();
    }

    void close(char bracket, bool empty)
    {
        --m_depth;
        if (!empty)
            newLine();
        m_out += bracket;
    }

    void newLine()
    {
        if (m_pretty)
            m_out.append('\n').append(4 * m_depth, ' ');
    }

    NumberForm m_numbers;
    bool m_pretty;
    QByteArray m_out;
    qsizetype m_depth = 0;
};

} // namespace

QByteArray toJson(const Json& value)
{
    return JsonWriter(NumberForm::AsWritten, false).text(value);
}

QByteArray toCanonicalJson(const Json& value)
{
    return JsonWriter(NumberForm::Canonical, false).text(withSortedKeys(value));
}

QByteArray toPrettyJson(const Json& value)
{
    return JsonWriter(NumberForm::AsWritten, true).text(value);
}

} // namespace cauce::object
