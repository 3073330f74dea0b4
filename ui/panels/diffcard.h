#pragma once

#include "models/diffdocuments.h"
#include "ui/widgets/controls.h"

#include <QScrollArea>

namespace cauce {

class DiffView;
class Label;

//! \brief The difference of one object as a card: what it is, the lines, what is left out.
class DiffCard : public Surface
{
    Q_OBJECT

public:
    //! \param direction "live → desired"; \param controls the buttons of the diff tab
    explicit DiffCard(const QString& direction, bool controls, QWidget* parent = nullptr);

    void setDocument(const DiffDocumentPtr& document, const QDateTime& now);
    const DiffDocumentPtr& document() const { return m_document; }
    DiffView& view() { return *m_view; }
    void setSideBySide(bool on);
    bool isSideBySide() const { return m_sideBySide; }

private:
    QString patch() const;

    DiffDocumentPtr m_document;
    Label* m_title;
    Label* m_version;
    QWidget* m_rule;
    Label* m_left; //!< lines that are left out
    Label* m_note; //!< in place of lines: why there are none
    QPushButton* m_mode = nullptr;
    DiffView* m_view;
    bool m_sideBySide = false;
};

//! \brief The differences of a plan, one card below the other; the first ones of very many.
class DiffCards : public QWidget
{
    Q_OBJECT

public:
    explicit DiffCards(const QString& direction, QWidget* parent = nullptr);
    void setDocuments(const DiffDocumentsPtr& documents, const QDateTime& now);

private:
    QString m_direction;
    QList<DiffCard*> m_cards;
    Label* m_more;
};

} // namespace cauce
