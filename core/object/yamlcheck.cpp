#include "core/object/yamlcheck.h"

#include <QList>

using namespace Qt::StringLiterals;

namespace cauce::object {

namespace {

// libyaml compares each %TAG line with all before it; nobody has more than a few.
constexpr int kMaxDirectives = 64;

QString megabytes(qsizetype bytes)
{
    return QString::number(double(bytes) / (1 << 20), 'f', 1) + u" MB";
}

// Line \p number of \p text, from 1, without its end; empty when there is none.
QByteArrayView lineOf(QByteArrayView text, int number)
{
    qsizetype begin = 0;
    for (int line = 1; line < number; ++line) {
        const qsizetype end = text.indexOf('\n', begin);
        if (end < 0)
            return {};
        begin = end + 1;
    }
    const qsizetype end = text.indexOf('\n', begin);
    return text.sliced(begin, (end < 0 ? text.size() : end) - begin);
}

// The line on which a merge conflict begins, or 0.
int conflictLine(const QByteArray& text)
{
    const qsizetype at = text.startsWith("<<<<<<< ") ? 0 : text.indexOf("\n<<<<<<< ") + 1;
    if (at == 0 && !text.startsWith("<<<<<<< "))
        return 0;
    const bool whole = text.indexOf("\n=======", at) > 0 && text.indexOf("\n>>>>>>> ", at) > 0;
    return whole ? positionAt(text, at).line : 0;
}

// The line of a template near the error: there, before it, or at the top, where {{ if }} stands.
int templateLine(const QByteArray& text, int line)
{
    for (const int candidate : {line, line - 1, 1}) {
        if (candidate > 0 && lineOf(text, candidate).contains("{{"))
            return candidate;
    }
    return 0;
}

QString advice(QByteArrayView line, int column, const QString& what)
{
    const QString before = QString::fromUtf8(line).left(column);
    const QChar found = before.size() == column && column > 0 ? before.back() : QChar();
    if (found == u'\t' || before.trimmed().isEmpty())
        return line.contains('\t') ? u"; a tab cannot indent YAML: use spaces"_s : QString();
    if (what.contains(u"cannot start any token"))
        return u"; put a value that begins with '"_s + found + u"' in quotes";
    if (what.contains(u"mapping values are not allowed"))
        return u"; check the indentation, and put a value that contains \": \" in quotes"_s;
    if (what.contains(u"unexpected ':'"))
        return u"; put a space behind the ':'"_s;
    return {};
}

Result<void> checkEncoding(const QByteArray& text, const QString& file)
{
    const bool marked = text.startsWith("\xff\xfe") || text.startsWith("\xfe\xff");
    const qsizetype nul = text.indexOf('\0');
    // Without a mark, every other byte of a text in a Latin script is a NUL.
    const bool likely = nul >= 0 && nul < 2 && text.left(64).count('\0') >= 2;
    if (marked || likely) {
        return yamlFailure(file, {}, u"is UTF-16, not UTF-8; save it as UTF-8"_s);
    }
    if (nul >= 0)
        return yamlFailure(file, positionAt(text, nul), u"a NUL character; is this a text file?"_s);
    if (!QByteArrayView(text).isValidUtf8()) {
        const qsizetype bad = qMax(firstInvalidUtf8(text), 0);
        return yamlFailure(file, positionAt(text, bad),
                           u"the byte 0x%1 is not UTF-8; save the file as UTF-8"_s.arg(
                               uint(quint8(text.at(bad))), 2, 16, QLatin1Char('0')));
    }
    return {};
}

} // namespace

Failure yamlFailure(const QString& file, TextPosition at, const QString& what)
{
    return fail(ErrorKind::Invalid,
                file + u':' + QString::number(at.line) + u':' + QString::number(at.column) + u": "
                    + what);
}

Result<void> checkYamlText(const QByteArray& text, const QString& file, qsizetype maxBytes)
{
    if (text.size() > maxBytes) {
        return fail(ErrorKind::Invalid,
                    u"%1: %2; the limit for one file is %3: split it"_s.arg(
                        file, megabytes(text.size()), megabytes(maxBytes)));
    }
    if (text.startsWith("version https://git-lfs.github.com/spec/v1")) {
        return yamlFailure(file, {},
                           u"is a Git LFS pointer, not a manifest; keep manifests out of LFS"_s);
    }
    if (const Result<void> encoding = checkEncoding(text, file); !encoding)
        return encoding;
    int directives = 0;
    for (qsizetype at = text.indexOf("\n%"); at >= 0; at = text.indexOf("\n%", at + 1)) {
        if (++directives > kMaxDirectives) {
            return yamlFailure(file, positionAt(text, at + 1),
                               u"more than %1 lines begin with %"_s.arg(kMaxDirectives));
        }
    }
    return {};
}

Failure explainedYamlFailure(const QByteArray& text, const QString& file, TextPosition at,
                             const QString& what)
{
    if (const int line = conflictLine(text); line > 0) {
        return yamlFailure(file, {line, 1},
                           u"an unresolved merge conflict (<<<<<<<); resolve it and commit"_s);
    }
    if (const int line = templateLine(text, at.line); line > 0) {
        const qsizetype column = lineOf(text, line).indexOf("{{") + 1;
        return yamlFailure(file, {line, int(column)},
                           u"{{ }}: this is a Helm template that was not rendered, not a manifest; "
                           "name the chart's folder as a Helm source (%1)"_s.arg(what));
    }
    return yamlFailure(file, at, what + advice(lineOf(text, at.line), at.column, what));
}

} // namespace cauce::object
